namespace StreamEngine.Connectors.Files.Csv;

/// <summary>How the splitting of a row ended.</summary>
internal enum CsvSplit : byte
{
    /// <summary>The row is whole.</summary>
    Whole,

    /// <summary>A quoted field is still open at the end: the row may go on in the next line.</summary>
    OpenQuote,

    /// <summary>Something other than a comma or the end follows a closing quote.</summary>
    TextAfterQuote,

    /// <summary>More than <see cref="Limits.MaxColumns"/> fields.</summary>
    TooManyColumns,
}

/// <summary>
/// Where the fields of one row of CSV (RFC 4180) lie in its bytes. It works on bytes so that line numbers and the
/// original bytes of a refused row stay at hand, and so that an unclosed quote cannot swallow the rows behind it; a
/// property test holds it against a CSV library.
/// </summary>
internal sealed class CsvRow
{
    private readonly Field[] _fields = new Field[Limits.MaxColumns];
    private byte[] _unescaped = new byte[256];

    /// <summary>How many fields the row has.</summary>
    public int Count { get; private set; }

    /// <summary>Finds the fields of a row.</summary>
    public CsvSplit Split(ReadOnlySpan<byte> row)
    {
        Count = 0;
        var at = 0;
        while (true)
        {
            if (Count == _fields.Length) return CsvSplit.TooManyColumns;
            if (at < row.Length && row[at] == '"')
            {
                var isEscaped = false;
                var close = FindClosingQuote(row, at + 1, ref isEscaped);
                if (close < 0) return CsvSplit.OpenQuote;
                _fields[Count++] = new Field(at + 1, close - at - 1, isEscaped);
                at = close + 1;
                if (at == row.Length) return CsvSplit.Whole;
                if (row[at] != ',') return CsvSplit.TextAfterQuote;
                at++;
            }
            else
            {
                var comma = row[at..].IndexOf((byte)',');
                _fields[Count++] = new Field(at, comma < 0 ? row.Length - at : comma, IsEscaped: false);
                if (comma < 0) return CsvSplit.Whole;
                at += comma + 1;
            }
        }
    }

    /// <summary>The content of a field of the row that was split; valid until the next call.</summary>
    public ReadOnlySpan<byte> Content(ReadOnlySpan<byte> row, int column)
    {
        var field = _fields.AsSpan(0, Count)[column];
        var content = row.Slice(field.Start, field.Length);
        return field.IsEscaped ? Unescape(content) : content;
    }

    private static int FindClosingQuote(ReadOnlySpan<byte> row, int at, ref bool isEscaped)
    {
        while (true)
        {
            var quote = row[at..].IndexOf((byte)'"');
            if (quote < 0) return -1;
            at += quote;
            if (at + 1 >= row.Length || row[at + 1] != '"') return at;
            isEscaped = true;
            at += 2;
        }
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> content)
    {
        if (_unescaped.Length < content.Length) _unescaped = new byte[content.Length];
        var length = 0;
        for (var i = 0; i < content.Length; i++)
        {
            _unescaped[length++] = content[i];
            if (content[i] == '"') i++;
        }
        return _unescaped.AsSpan(0, length);
    }

    private readonly record struct Field(int Start, int Length, bool IsEscaped);
}
