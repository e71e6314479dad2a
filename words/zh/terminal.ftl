# 终端聊天：消息周围的文字。
name = 终端聊天
team = 示范团队
main-room = 大群
only = 只有{ $name }看得到
edited = 已更新
struck = 已消失
form = { $name }面前打开了一张表单。用“{ $name }= 项目: 内容; 项目: 内容”来填写。
form-error = 有误
required = 必填
hello = 输入“@ana organiser”让一个人出场，再输入“ana> 帮助”说话。“#”开头是注释，Ctrl-D 结束。
