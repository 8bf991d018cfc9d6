using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using NodaTime;
using StreamEngine.Commerce;

namespace StreamEngine.Host.Hosting;

/// <summary>
/// Everything besides the input that results depend on, as bytes for the journal: a replay under anything else is
/// refused, because it would give other results. The policy is an input, journaled where it changes.
/// </summary>
internal static class PipelineSettings
{
    /// <summary>Time settings, where shares of figures go, list of bots, time-zone data.</summary>
    public static byte[] Of(ShopTime time, int shares) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        time, shares, zones = DateTimeZoneProviders.Tzdb.VersionId, bots = BotList(),
    });

    private static string BotList()
    {
        var assembly = typeof(ShopTask).Assembly;
        var hash = new XxHash128();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            hash.Append(stream);
        }

        return hash.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture);
    }
}
