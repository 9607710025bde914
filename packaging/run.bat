@echo off
rem Opens the window on the practice book; "run.bat --headless DIR" runs the same month without it.
setlocal
call "%~dp0setup.bat"
if errorlevel 1 exit /b 1
set "PYTHONUTF8=1"
set "PYTHON=%~dp0..\.venv\Scripts\python.exe"
if not "%~1"=="--headless" (
  "%PYTHON%" -P -m ui --practice %*
  exit /b
)
set "FOLDER=%~2"
if not defined MINGZHANG_HOME set "MINGZHANG_HOME=%LOCALAPPDATA%\mingzhang"
if not defined FOLDER set "FOLDER=%MINGZHANG_HOME%\practice\%RANDOM%%RANDOM%"
echo 练习文件放在:%FOLDER%
"%PYTHON%" -P -m app.headless "%FOLDER%"
exit /b
