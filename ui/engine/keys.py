"""Every command with its key, in one table: the menus, the help page and the buttons are made from it."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """One command: its name, its key ("" for none), what it is called, its menu and icon, and a line of help."""

    command: str
    keys: str
    label: str
    menu: str
    icon: str = ""
    help: str = ""


KEYS: tuple[Key, ...] = (
    Key("home", "Alt+Home", "待办", "账套", "home", "回到待办页"),
    Key("export", "Ctrl+E", "导出…", "账套", "export", "把当前列表导出为 Excel、PDF 或 CSV"),
    Key("print", "Ctrl+P", "打印预览…", "账套", "print", "预览并打印当前列表或单据"),
    Key("batch", "Ctrl+B", "成批打印…", "账套", "print", "一次打印许多村的公开榜、送签稿、广播稿、明白纸"),
    Key("reprints", "Ctrl+Shift+P", "重印公示…", "账套", "print", "列出墙上与账里不一致的公示,一次重印"),
    Key("certificates", "", "签名证书…", "账套", "lock", "谁的证书到什么时候,申请、装入;县里签发、吊销"),
    Key("answers", "", "县里的答复…", "账套", "report", "装入回执、输入电话回执码,看退回意见"),
    Key("hand_over", "Ctrl+Shift+J", "换人交接…", "账套", "tick", "换人:打印移交清单,停用移交人,接收人接任"),
    Key("first_steps", "", "开账步骤…", "账套", "tick", "新账套还差什么:单位、第二处备份、恢复码、证书"),
    Key("saved", "Ctrl+S", "保存", "账套", "backup", "不必按:每一项离开时已自动保存"),
    Key("switch_book", "Ctrl+Shift+O", "换账套…", "账套", "folder", "最近用过的账套;打开别的,新建"),
    Key("lock", "F12", "锁屏", "账套", "lock", "马上遮住屏幕;回来输密码,没写完的会留着"),
    Key("quit", "Ctrl+Q", "退出", "账套", "close", "关闭程序并自动备份"),
    Key("new", "Ctrl+N", "新增", "编辑", "new", "新增一条"),
    Key("edit", "F2", "编辑", "编辑", "edit", "打开选中的一条"),
    Key("act", "Ctrl+M", "办理…", "编辑", "entry", "选中各条可办的事:办理、转问题、打印单据、批量填写"),
    Key("desk", "F6", "成批录入", "编辑", "entry", "逐村、逐票按数字键成批录入"),
    Key("write_letter", "Ctrl+L", "督办函…", "编辑", "report", "给选中的各条起草函件:提示、督办、催办、移送等"),
    Key("same", "Ctrl+D", "同上", "编辑", "copy", "当前项填入与上一条相同的内容"),
    Key("copy_rows", "", "复制所选各条", "编辑", "copy", "在清单里按 Ctrl+C:带表头复制,到 WPS、Excel 里粘贴"),
    Key("paste_rows", "", "粘贴一块…", "编辑", "new", "在清单里按 Ctrl+V:WPS、Excel 里复制的一块变成记录,先看后写"),
    Key("void", "Del", "作废…", "编辑", "void", "作废选中的一条,要写理由;可以恢复"),
    Key("bin", "Ctrl+Shift+Z", "回收站…", "编辑", "restore", "各台账作废的记录都在这里,选中恢复"),
    Key("undo", "Ctrl+Z", "撤销", "编辑", "undo", "撤销上一步"),
    Key("redo", "Ctrl+Y", "重做", "编辑", "redo", "恢复刚撤销的一步"),
    Key("find", "Ctrl+F", "查找", "查询", "find", "在当前列表中查找"),
    Key("find_all", "Ctrl+Shift+F", "全账查询", "查询", "find", "在所有台账中查找"),
    Key("dossier", "Ctrl+U", "一览…", "查询", "folder", "一个单位、一个人在各台账里的全部情况"),
    Key("calendar", "Ctrl+K", "公开日历", "查询", "calendar", "各村各组公开到了哪一步,谁还没有公开"),
    Key("statistics", "Ctrl+T", "统计", "查询", "report", "统计图;任何台账按两个项目交叉统计"),
    Key("goto", "Ctrl+G", "转到…", "查询", "find", "打开别的台账:打名称的一部分或拼音首字母"),
    Key("columns", "Ctrl+Shift+L", "列…", "查询", "settings", "清单里显示哪几列、什么次序,会记住"),
    Key("field_history", "Ctrl+H", "这一项的历史…", "查询", "history", "光标所在的一项:谁、什么时候、从什么改成什么"),
    Key("refresh", "F5", "刷新", "查询", "refresh", "重新读取当前页面"),
    Key("check", "F8", "审核", "审核", "check", "逐条检查,结果列在下方,双击到那一条"),
    Key("zoom", "Ctrl+=", "大字", "帮助", "zoom", "放大字号:100、125、150、200%"),
    Key("colours", "", "换颜色", "帮助", "zoom", "浅色、深色、高对比轮着换,会记住;打印不受影响"),
    Key("help", "F1", "帮助", "帮助", "help", "当前台账怎么填"),
    Key("card", "", "快捷卡…", "帮助", "print", "一页纸:什么时候做什么、按哪个键,打印了放在键盘旁边"),
    Key("keys", "", "快捷键一览", "帮助", "help", "列出全部快捷键"),
    Key("offline", "", "不联网自检…", "帮助", "check", "证明本程序没有使用网络,可打印"),
    Key("update", "", "更新程序…", "帮助", "import", "用U盘上的更新文件更新本程序:先备份,再安装"),
    Key("about", "", "关于明账", "帮助", "app", ""),
)
FORM_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "下一项;最后一项保存并开始下一条"),
    ("Shift+Enter", "上一项"),
    ("Ctrl+Enter", "在多行格子里换行"),
    ("1…9", "在选择项里直接选第几个;打拼音首字母也行,如 qzt 选“群众提”"),
    ("Alt+↓", "打开选择列表或日历"),
    ("Alt+1…9", "按上方第几个办理按钮,如送签、审核通过、答复、打印单据"),
    ("Esc", "关闭列表;在表单里回到列表"),
)
BY_COMMAND = {key.command: key for key in KEYS}


def key(command: str) -> Key:
    """A command by name.

    Raises:
        KeyError: No such command.
    """
    return BY_COMMAND[command]


def table() -> list[tuple[str, str, str]]:
    """Key, label and help of everything that has a key, for the help page."""
    own = [(entry.keys, entry.label.rstrip("…"), entry.help) for entry in KEYS if entry.keys]
    return own + [(keys, "", text) for keys, text in FORM_KEYS]
