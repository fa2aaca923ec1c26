from cryptography.fernet import Fernet
note = Fernet(b'X-c2OFyaMnYHabHxmX5KGotOCe0nXCnha_NS-W8ZQBg=').decrypt(b'gAAAAABrAsDz8OvDeVcj_Owtwk9N3b7m0HCF0tyDngGvHTBaewK8BQjhMizSe4bVcQRBo8W4Rvx38qsG9UFgpIbdiJ_YFVJu1Aq7_prn0aK1bHWJDcAPqy8=')
print(note.decode())
