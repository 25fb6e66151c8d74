package watch

// Text is what the watch looks for, as the user wrote it: a change of it is a new version.
func (w Watch) Text() string {
	if w.Query != "" {
		return w.Query
	}
	if w.Keyword != "" {
		return w.Keyword
	}
	return w.Name
}
