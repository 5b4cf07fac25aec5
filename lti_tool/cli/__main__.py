"""``python -m lti_tool.cli``: the same command, for processes started by another one."""

from lti_tool.cli import main

if __name__ == "__main__":
    main()
