namespace StreamEngine.Testing.Scenarios;

/// <summary>The words of a scenario's line.</summary>
public static class ScenarioTokens
{
    /// <summary>Splits at blanks, but not inside quotes; the quotes go.</summary>
    public static List<string> Split(string line)
    {
        var tokens = new List<string>();
        var word = new System.Text.StringBuilder();
        var isQuoted = false;
        foreach (var character in line + " ")
        {
            if (character == '"') isQuoted = !isQuoted;
            else if (character != ' ' || isQuoted) word.Append(character);
            else if (word.Length > 0)
            {
                tokens.Add(word.ToString());
                word.Clear();
            }
        }

        return tokens;
    }

    /// <summary>Times written in another way, and amounts with trailing zeroes, are the same word.</summary>
    public static string Normalize(string token)
    {
        var at = token.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = at < 0 ? ("", token) : (token[..(at + 1)], token[(at + 1)..]);
        if (name == "detail=") return token;
        if (value.Split("..") is [var from, var to] && ScenarioTimes.TryParse(from) is { } start
            && ScenarioTimes.TryParse(to) is { } end)
            return $"{name}{ScenarioTimes.Format(start)}..{ScenarioTimes.Format(end)}";
        return name + string.Join(',', value.Split(',').Select(part =>
            ScenarioTimes.TryParse(part) is { } time ? ScenarioTimes.Format(time) : part));
    }
}
