namespace StreamEngine.Commerce.Persistence;

/// <summary>
/// Lists as long as what is read into them: most have one or two entries, for which a list takes four when it is left
/// to itself.
/// </summary>
internal static class ListRoom
{
    /// <summary>More entries than that are not believed before they are there.</summary>
    private const int MostAtOnce = 8;

    /// <summary>Makes room for so many entries in an empty list.</summary>
    public static void MakeRoom<T>(this List<T> list, int count) =>
        list.Capacity = Math.Max(list.Capacity, Math.Min(count, MostAtOnce));
}
