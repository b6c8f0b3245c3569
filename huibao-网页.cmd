@echo off
rem Double click: opens the page in the browser.
chcp 65001 >nul
title 汇报 - 用的时候不要关这个窗口
call "%~dp0huibao.cmd" serve %*
if errorlevel 1 pause
