"""What is made of accounts to be taken away: the sheet on paper and the Fiscal Data Package."""
