"""文件 of land cases in bulk: a zip of files and an index that says of which case each is, into drafts."""
