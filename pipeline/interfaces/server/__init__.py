"""What a server keeps beside the archives: offices, accounts, papers, jobs, and who did what."""
