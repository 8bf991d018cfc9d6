using System.Globalization;
using System.Text;
using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Load;

/// <summary>
/// Writes events as a history in the columns of the REES46 data sets: views, carts and purchases, a row a line. Events
/// that have no row there are left out.
/// </summary>
internal static class Rees46File
{
    private const string Header =
        "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session";

    private const int BufferBytes = 1 << 20;

    /// <summary>Writes the rows of the events and returns their number. A file half written is removed.</summary>
    public static long Write(string path, IEnumerable<EventData> events)
    {
        try
        {
            using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), BufferBytes);
            file.NewLine = "\n";
            file.WriteLine(Header);
            long rows = 0;
            foreach (var data in events)
                if (!Faults.IsTorn(data)) rows += Write(file, data);
            return rows;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static int Write(StreamWriter file, EventData data)
    {
        var type = data.Type switch
        {
            EventType.ProductView => "view",
            EventType.Add => "cart",
            EventType.Remove => "remove_from_cart",
            EventType.Placed => "purchase",
            _ => null,
        };
        if (type is null) return 0;
        var time = DateTimeOffset.FromUnixTimeMilliseconds(data.EventTime);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss} UTC,{type},");
        if (data.Type == EventType.ProductView)
        {
            Row(file, prefix, data, data.ProductId ?? "", null);
            return 1;
        }

        foreach (var line in data.Lines) Row(file, prefix, data, line.ProductId, line.UnitPrice);
        return data.Lines.Count;
    }

    private static void Row(StreamWriter file, string prefix, EventData data, string product, decimal? price)
    {
        file.Write(prefix);
        file.Write(product);
        file.Write(",2053013555631882655,electronics.smartphone,samsung,");
        if (price is { } known) file.Write(known.ToString(CultureInfo.InvariantCulture));
        file.Write(',');
        file.Write(data.CustomerId ?? data.AnonymousId);
        file.Write(',');
        file.WriteLine(data.SessionId);
    }
}
