@echo off
chcp 65001 >nul
title 村档
setlocal
set "ARCHIVE=%~1"
if "%ARCHIVE%"=="" for /f "usebackq delims=" %%D in (`powershell -NoProfile -STA -Command "[Console]::OutputEncoding=[Text.Encoding]::UTF8; Add-Type -AssemblyName System.Windows.Forms; $d=New-Object System.Windows.Forms.FolderBrowserDialog; $d.Description='请选择档案文件夹（下面一村一个文件夹）'; if($d.ShowDialog() -eq 'OK'){$d.SelectedPath}"`) do set "ARCHIVE=%%D"
if "%ARCHIVE%"=="" set /p "ARCHIVE=请输入档案文件夹的位置，再按回车："
if "%ARCHIVE%"=="" exit /b 2
echo 正在读取 %ARCHIVE%
echo 浏览器会自动打开。用完后关闭本窗口即可，已读的内容不会丢失。
"%~dp0cundang.exe" serve "%ARCHIVE%" --watch --open
if errorlevel 1 pause
