package settings

// checkPostgres knows no URLs: the sink is not built into this program, and that is said where it would be made.
func checkPostgres(string) error { return nil }
