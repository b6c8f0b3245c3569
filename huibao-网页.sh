#!/bin/sh
# 双击（选“在终端中运行”）：在浏览器里打开。
cd "$(dirname "$0")" || exit 1
./huibao serve || { echo "按回车关闭"; read -r _; }
