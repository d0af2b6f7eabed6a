package model

import "strings"

const (
	identityPrefix    = "rec-"
	identityDigitsMin = 6
)

// Identity returns the first identity token of a text, rec-<partition>-<sequence of six digits or more>, or "".
func Identity(text string) string {
	token, _ := nextIdentity(text)
	return token
}

// Identities returns the distinct identity tokens of a text in order of appearance.
func Identities(text string) []string {
	var found []string
	seen := map[string]bool(nil)
	for token, rest := nextIdentity(text); token != ""; token, rest = nextIdentity(rest) {
		if found == nil {
			found = append(found, token)
			continue
		}
		if seen == nil {
			seen = map[string]bool{found[0]: true}
		}
		if !seen[token] {
			seen[token] = true
			found = append(found, token)
		}
	}
	return found
}

// nextIdentity finds the first token and returns it with the text behind it.
func nextIdentity(text string) (token, rest string) {
	for {
		i := strings.Index(text, identityPrefix)
		if i < 0 {
			return "", ""
		}
		text = text[i:]
		partition := digits(text, len(identityPrefix))
		if partition > len(identityPrefix) && partition < len(text) && text[partition] == '-' {
			if end := digits(text, partition+1); end-partition-1 >= identityDigitsMin {
				return text[:end], text[end:]
			}
		}
		text = text[len(identityPrefix):]
	}
}

// digits returns the position behind the decimal digits that begin at from.
func digits(text string, from int) int {
	for from < len(text) && text[from] >= '0' && text[from] <= '9' {
		from++
	}
	return from
}
