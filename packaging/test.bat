@echo off
rem Sets up and runs every check; arguments go to pytest, whose closing line is the last one printed.
setlocal
call "%~dp0setup.bat" --dev
if errorlevel 1 exit /b 1
cd /d "%~dp0.."
set "PYTHONUTF8=1"
set "QT_QPA_PLATFORM=offscreen"
set "PYTHON=.venv\Scripts\python.exe"
set "FAILED=0"
"%PYTHON%" -m ruff check . || set "FAILED=1"
"%PYTHON%" -m ruff format --check . || set "FAILED=1"
"%PYTHON%" -m mypy || set "FAILED=1"
if "%FAILED%"=="1" echo 静态检查未通过,见上。
"%PYTHON%" -m pytest -n auto --dist loadfile %*
if errorlevel 1 exit /b 1
exit /b %FAILED%
