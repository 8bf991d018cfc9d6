using StreamEngine.Commerce.Events;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Texts of a record.</summary>
internal static class TextList
{
    public static void Write(IReadOnlyList<string> texts, RecordWriter output)
    {
        output.Number(texts.Count);
        foreach (var text in texts) output.Text(text);
    }

    public static List<string> Read(ref RecordReader input, TextPool texts)
    {
        var list = new List<string>();
        var count = input.Count();
        list.MakeRoom(count);
        for (var left = count; left > 0; left--) list.Add(texts.Get(input.Bytes()));
        return list;
    }

    /// <summary>Writes a text where bits said that there is one.</summary>
    public static void WriteIf(string? text, RecordWriter output)
    {
        if (text is not null) output.Text(text);
    }

    /// <summary>Reads a text where the bit is set.</summary>
    public static string? ReadIf(int parts, int bit, ref RecordReader input, TextPool texts) =>
        (parts & bit) == 0 ? null : texts.Get(input.Bytes());
}
