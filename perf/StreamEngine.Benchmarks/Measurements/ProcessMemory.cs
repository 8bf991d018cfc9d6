using System.Globalization;

namespace StreamEngine.Benchmarks.Measurements;

/// <summary>What the process takes, and what of it is the collector's.</summary>
internal static class ProcessMemory
{
    private const int Mebibyte = 1024 * 1024;

    /// <summary>In one line.</summary>
    public static string Text
    {
        get
        {
            var heap = GC.GetGCMemoryInfo(GCKind.Any);
            var sizes = heap.GenerationInfo.ToArray().Select(static g => g.SizeAfterBytes / Mebibyte);
            return string.Create(CultureInfo.InvariantCulture,
                $"process {Environment.WorkingSet / Mebibyte:N0} MiB; collector's "
                + $"{heap.TotalCommittedBytes / Mebibyte:N0} MiB, by generation {string.Join(" + ", sizes)}, of which "
                + $"{heap.FragmentedBytes / Mebibyte:N0} free; collections {GC.CollectionCount(0)}, "
                + $"{GC.CollectionCount(1)}, {GC.CollectionCount(2)}");
        }
    }
}
