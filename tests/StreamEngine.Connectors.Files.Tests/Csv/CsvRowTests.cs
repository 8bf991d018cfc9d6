using System.Text;
using CsCheck;
using StreamEngine.Connectors.Files.Csv;
using Sylvan.Data.Csv;

namespace StreamEngine.Connectors.Files.Tests.Csv;

public sealed class CsvRowTests
{
    [Theory]
    [InlineData("a,b", "a", "b")]
    [InlineData("", "")]
    [InlineData(",", "", "")]
    [InlineData("\"a,b\",c", "a,b", "c")]
    [InlineData("\"\",x", "", "x")]
    [InlineData("\"22\"\" FRAME\",1", "22\" FRAME", "1")]
    [InlineData("22\" FRAME,1", "22\" FRAME", "1")]
    [InlineData("a, \"b\"", "a", " \"b\"")]
    [InlineData("\"a\nb\",c", "a\nb", "c")]
    [InlineData("£,\"é\"", "£", "é")]
    public void Fields_are_found(string row, params string[] fields) => Assert.Equal(fields, Split(row));

    [Theory]
    [InlineData("a,\"b", CsvSplit.OpenQuote)]
    [InlineData("\"", CsvSplit.OpenQuote)]
    [InlineData("a,\"b\"\"", CsvSplit.OpenQuote)]
    [InlineData("\"a\"b,c", CsvSplit.TextAfterQuote)]
    [InlineData("\"a\" ,c", CsvSplit.TextAfterQuote)]
    internal void What_is_no_row_is_said(string row, CsvSplit split) =>
        Assert.Equal(split, new CsvRow().Split(Encoding.UTF8.GetBytes(row)));

    [Fact]
    public void The_number_of_fields_is_bounded()
    {
        var most = new string(',', Limits.MaxColumns - 1);
        Assert.Equal(CsvSplit.Whole, new CsvRow().Split(Encoding.UTF8.GetBytes(most)));
        Assert.Equal(CsvSplit.TooManyColumns, new CsvRow().Split(Encoding.UTF8.GetBytes(most + ",")));
    }

    [Fact]
    public void A_csv_library_finds_the_same_fields()
    {
        var field = Gen.String[Gen.Char["ab ,\"\n;é£"], 0, 8];
        Gen.Select(field.Array[1, 6], Gen.Bool).Sample((fields, quoteAll) =>
        {
            var row = string.Join(',', fields.Select(f => Quote(f, quoteAll)));
            Assert.Equal(Sylvan(row), Split(row));
            Assert.Equal(fields, Split(row));
        });
    }

    private static string Quote(string field, bool always)
    {
        var needs = always || field.AsSpan().ContainsAny(",\"\n") || field.Length == 0;
        return needs ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
    }

    private static List<string> Split(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var row = new CsvRow();
        Assert.Equal(CsvSplit.Whole, row.Split(bytes));
        return [.. Enumerable.Range(0, row.Count).Select(i => Encoding.UTF8.GetString(row.Content(bytes, i)))];
    }

    private static List<string> Sylvan(string row)
    {
        var options = new CsvDataReaderOptions { HasHeaders = false, Delimiter = ',' };
        using var reader = CsvDataReader.Create(new StringReader(row + "\n"), options);
        Assert.True(reader.Read());
        return [.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)];
    }
}
