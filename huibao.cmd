@echo off
rem Runs huibao from this checkout; the first call builds .venv. The twin of ./huibao: keep them alike.
setlocal
chcp 65001 >nul
set "here=%~dp0"
set "here=%here:~0,-1%"
set "python=%here%\.venv\Scripts\python.exe"
set "group=default"
if /i "%~1"=="test" set "group=dev"
if /i "%~1"=="serve" set "group=web"
set "base=python"
where py >nul 2>nul && set "base=py -3"
if defined HUIBAO_PYTHON set base="%HUIBAO_PYTHON%"
if exist "%python%" (
  "%python%" -I "%here%\pipeline\interfaces\environment.py" "%here%" %group% --look && goto run
)
%base% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul || (
  echo 没有找到 Python 3.11 或更新的版本，请先安装（https://www.python.org），再运行一次 1>&2
  exit /b 2
)
%base% -I "%here%\pipeline\interfaces\environment.py" "%here%" %group% || exit /b 2
:run
if "%group%"=="dev" (
  cd /d "%here%"
  "%python%" -X utf8 -m pytest -n auto --dist loadfile %2 %3 %4 %5 %6 %7 %8 %9
) else (
  set "PYTHONDONTWRITEBYTECODE="
  "%python%" -X utf8 -P -m pipeline %*
)
exit /b %errorlevel%
