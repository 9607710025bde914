; Setup for one Windows user: no administrator is asked, nothing is written outside the user's own places.
; Given from outside: VERSION, NUMBERS (four numbers), KILOBYTES, OUT; beside it put.nsh and take.nsh (setup_files.py).
Target amd64-unicode
Unicode true
ManifestDPIAware true
!ifdef QUICK ; for trials: minutes less, twice the size
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
RequestExecutionLevel user
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "FileFunc.nsh"
!include "WordFunc.nsh"

!define KEY "Software\mingzhang"
!define LISTED "Software\Microsoft\Windows\CurrentVersion\Uninstall\mingzhang"
!define CLASSES "Software\Classes"
; What went wrong, for a setup without a window: 1 is given up by hand, 2 too old a Windows, 3 the program is open,
; 4 a newer release is there, 5 the folder cannot be written.
!define TOO_OLD 2
!define OPEN 3
!define NEWER 4
!define NOT_WRITABLE 5

Name "明账"
Caption "明账 ${VERSION} 安装"
UninstallCaption "卸载明账"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\mingzhang"
InstallDirRegKey HKCU "${KEY}" "Folder"
BrandingText "明账 ${VERSION}"
ShowInstDetails hide
ShowUninstDetails hide
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=2052 "ProductName" "明账"
VIAddVersionKey /LANG=2052 "FileDescription" "明账安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "Apache-2.0"

!define MUI_ICON "mingzhang.ico"
!define MUI_UNICON "mingzhang.ico"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "安装明账 ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "明账是乡镇纪委的离线台账程序,不联网。$\r$\n$\r$\n\
安装只给现在登录的 Windows 用户,不需要管理员权限。装过旧版的直接装,原来的账套、备份和设置都留着。$\r$\n$\r$\n\
请先关闭正在运行的明账,再点“下一步”。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "程序放在哪里。一般不用改;也可以改到别的盘,比如 D:\明账。$\r$\n$\r$\n\
账套和备份不放在这里,升级、卸载都不会动它们。"
!define MUI_FINISHPAGE_TITLE "明账 ${VERSION} 装好了"
!define MUI_FINISHPAGE_TEXT "桌面和“开始”菜单里有“明账”。双击 .mz 账套文件、.mzb 备份文件也会用它打开。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\mingzhang.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开明账"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "只删除程序。账套、备份和设置留在原处,不删除;重新安装后照常使用。"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE FolderChosen

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; Leaves with a number where no window is shown, with a sentence where one is.
!macro GiveUp NUMBER TEXT
  MessageBox MB_OK|MB_ICONEXCLAMATION "${TEXT}" /SD IDOK
  SetErrorLevel ${NUMBER}
  Quit
!macroend

; 1 in $0 where a program file cannot be written because it runs. An open program keeps its file from being written.
!macro AskWhetherOpen
  StrCpy $0 0
  ${If} ${FileExists} "$INSTDIR\mingzhang.exe"
    ClearErrors
    FileOpen $1 "$INSTDIR\mingzhang.exe" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
!macroend

; What a kind of file is called, its icon, and that a double click gives it to the program.
!macro KindOfFile CLASS TEXT
  WriteRegStr HKCU "${CLASSES}\${CLASS}" "" "${TEXT}"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\DefaultIcon" "" "$INSTDIR\mingzhang.exe,0"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open\command" "" '"$INSTDIR\mingzhang.exe" "%1"'
!macroend

Function .onInit
  SetShellVarContext current
  ${IfNot} ${AtLeastWin10}
    !insertmacro GiveUp ${TOO_OLD} "这台电脑的 Windows 太旧。明账要 64 位的 Windows 10(1809 版)或更新的;没有安装任何文件。"
  ${EndIf}
  ${IfNot} ${AtLeastBuild} 17763
    !insertmacro GiveUp ${TOO_OLD} "这台电脑的 Windows 10 太旧。明账要 1809 版或更新的;没有安装任何文件。请先更新 Windows。"
  ${EndIf}
  ReadRegStr $0 HKCU "${LISTED}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 == 1
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "这台电脑上装的是更新的 $0 版。换回 ${VERSION} 版以后,新版打开过的账套可能打不开。$\r$\n$\r$\n仍要换回旧版吗?" /SD IDNO IDYES older
      SetErrorLevel ${NEWER}
      Quit
      older:
    ${EndIf}
  ${EndIf}
FunctionEnd

; A drive or a folder with other things in it gets a folder of ours inside: what is taken away later is only ours.
Function FolderChosen
  ${If} ${FileExists} "$INSTDIR\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\uninstall.exe"
    Push $INSTDIR
    Call HoldsSomething
    Pop $0
    ${If} $0 == 1
      StrCpy $0 $INSTDIR "" -1
      ${If} $0 == "\"
        StrCpy $INSTDIR $INSTDIR -1
      ${EndIf}
      StrCpy $INSTDIR "$INSTDIR\mingzhang"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function HoldsSomething
  Exch $0
  Push $1
  Push $2
  FindFirst $1 $2 "$0\*.*"
  StrCpy $0 0
  ${DoWhile} $2 != ""
    ${If} $2 != "."
    ${AndIf} $2 != ".."
      StrCpy $0 1
    ${EndIf}
    FindNext $1 $2
  ${Loop}
  FindClose $1
  Pop $2
  Pop $1
  Exch $0
FunctionEnd

Section
  SetShellVarContext current
  Call FolderChosen
  !insertmacro AskWhetherOpen
  ${While} $0 == 1
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "明账正开着,不能替换。请保存并关闭明账,再点“重试”。$\r$\n$\r$\n点“取消”就不安装,原来的程序照常使用。" /SD IDCANCEL IDRETRY again
    SetErrorLevel ${OPEN}
    Quit
    again:
    !insertmacro AskWhetherOpen
  ${EndWhile}

  CreateDirectory "$INSTDIR"
  ClearErrors
  FileOpen $1 "$INSTDIR\setup.log" w
  ${If} ${Errors}
    !insertmacro GiveUp ${NOT_WRITABLE} "“$INSTDIR”写不进去。没有安装任何文件;请重新运行安装程序,换一个文件夹。"
  ${EndIf}
  FileClose $1
  Delete "$INSTDIR\setup.log"

  ; What an older release put there and this one does not have would be read by this one: its own list takes it away.
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
    ExecWait '"$INSTDIR\uninstall.exe" /S /KEEP _?=$INSTDIR'
  ${EndIf}

  !include "put.nsh"

  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\明账.lnk" "$INSTDIR\mingzhang.exe" "" "$INSTDIR\mingzhang.exe" 0 SW_SHOWNORMAL "" "乡镇纪委离线台账"
  ReadRegStr $0 HKCU "${KEY}" "Desktop"
  ${If} $0 != "put"
  ${OrIf} ${FileExists} "$DESKTOP\明账.lnk"
    CreateShortcut "$DESKTOP\明账.lnk" "$INSTDIR\mingzhang.exe" "" "$INSTDIR\mingzhang.exe" 0 SW_SHOWNORMAL "" "乡镇纪委离线台账"
  ${EndIf}
  WriteRegStr HKCU "${KEY}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "Desktop" "put"

  !insertmacro KindOfFile "mingzhang.book" "明账账套"
  !insertmacro KindOfFile "mingzhang.backup" "明账备份"
  !insertmacro KindOfFile "mingzhang.packet" "明账上报包或县里的答复"
  WriteRegStr HKCU "${CLASSES}\.mz" "" "mingzhang.book"
  WriteRegStr HKCU "${CLASSES}\.mzb" "" "mingzhang.backup"
  ; A packet is a zip and stays one: it is only offered under “打开方式”.
  WriteRegStr HKCU "${CLASSES}\.zip\OpenWithProgids" "mingzhang.packet" ""
  WriteRegStr HKCU "${CLASSES}\.p7m\OpenWithProgids" "mingzhang.packet" ""
  Call TellDesktop

  WriteRegStr HKCU "${LISTED}" "DisplayName" "明账"
  WriteRegStr HKCU "${LISTED}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${LISTED}" "DisplayIcon" "$INSTDIR\mingzhang.exe,0"
  WriteRegStr HKCU "${LISTED}" "Publisher" "明账"
  WriteRegStr HKCU "${LISTED}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${LISTED}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${LISTED}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${LISTED}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${LISTED}" "NoModify" 1
  WriteRegDWORD HKCU "${LISTED}" "NoRepair" 1
SectionEnd

; The desktop draws the icons of the two kinds of files anew.
!macro TellDesktop
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

Function TellDesktop
  !insertmacro TellDesktop
FunctionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

; With /KEEP (a newer release is about to be put there) only the files go: links and file types stay as they are.
Section Uninstall
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/KEEP" $R1
  ${If} ${Errors}
    StrCpy $R2 "all"
  ${Else}
    StrCpy $R2 "files"
  ${EndIf}
  !insertmacro AskWhetherOpen
  ${While} $0 == 1
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "明账正开着,不能卸载。请保存并关闭明账,再点“重试”。$\r$\n$\r$\n点“取消”就不卸载,程序照常使用。" /SD IDCANCEL IDRETRY again
    SetErrorLevel ${OPEN}
    Quit
    again:
    !insertmacro AskWhetherOpen
  ${EndWhile}

  !include "take.nsh"

  ${If} $R2 == "all"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\明账.lnk"
    Delete "$DESKTOP\明账.lnk"
    ReadRegStr $0 HKCU "${CLASSES}\.mz" ""
    ${If} $0 == "mingzhang.book"
      DeleteRegKey HKCU "${CLASSES}\.mz"
    ${EndIf}
    ReadRegStr $0 HKCU "${CLASSES}\.mzb" ""
    ${If} $0 == "mingzhang.backup"
      DeleteRegKey HKCU "${CLASSES}\.mzb"
    ${EndIf}
    DeleteRegValue HKCU "${CLASSES}\.zip\OpenWithProgids" "mingzhang.packet"
    DeleteRegValue HKCU "${CLASSES}\.p7m\OpenWithProgids" "mingzhang.packet"
    DeleteRegKey HKCU "${CLASSES}\mingzhang.book"
    DeleteRegKey HKCU "${CLASSES}\mingzhang.backup"
    DeleteRegKey HKCU "${CLASSES}\mingzhang.packet"
    DeleteRegKey HKCU "${LISTED}"
    DeleteRegKey HKCU "${KEY}"
    !insertmacro TellDesktop
    MessageBox MB_OK|MB_ICONINFORMATION "明账已卸载。账套、备份和设置没有删除,还在原处(自动备份在 $LOCALAPPDATA\mingzhang)。" /SD IDOK
  ${EndIf}
SectionEnd
