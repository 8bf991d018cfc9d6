using StreamEngine.Commerce.Kpis;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.State;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Persistence;

/// <summary>A customer's sessions by window, for the counts of distinct customers.</summary>
internal static class ActiveCodec
{
    public static void Write(ActiveWindows active, RecordWriter output)
    {
        output.Number(active.Entries.Count);
        foreach (var entry in active.Entries)
        {
            output.Byte((byte)entry.Grain);
            WindowCodec.Write(new Window(entry.Start, entry.End), output);
            output.Signed(entry.Sessions);
            output.Signed(entry.Converted);
        }
    }

    public static ActiveWindows Read(ref RecordReader input)
    {
        var active = new ActiveWindows();
        for (var left = input.Count(); left > 0; left--)
        {
            var grain = (Grain)input.Byte();
            var window = WindowCodec.Read(ref input);
            if (!ActiveWindows.Entry.IsKept(grain, window.Start, window.End))
                throw new StateFormatException("a window of a customer is none of a calendar");
            var (sessions, converted) = ((int)input.Signed(), (int)input.Signed());
            active.Restore(new ActiveWindows.Entry(grain, window.Start, window.End, sessions, converted));
        }

        return active;
    }
}

/// <summary>A window: that of everything, one of whole minutes, or any other.</summary>
internal static class WindowCodec
{
    private const byte Everything = 0, Minutes = 1, Any = 2;

    public static void Write(Window window, RecordWriter output)
    {
        if (window == Calendar.All)
        {
            output.Byte(Everything);
            return;
        }

        var inMinutes = window.Start % EventTime.Minute == 0 && window.End % EventTime.Minute == 0;
        var unit = inMinutes ? EventTime.Minute : 1;
        output.Byte(inMinutes ? Minutes : Any);
        output.Signed((output.Origin / unit) - (window.Start / unit));
        output.Signed((window.End - window.Start) / unit);
    }

    public static Window Read(ref RecordReader input)
    {
        var kind = input.Byte();
        if (kind == Everything) return Calendar.All;
        if (kind > Any) throw new StateFormatException("a window is of no known kind");
        var unit = kind == Minutes ? EventTime.Minute : 1;
        var start = unchecked(((input.Origin / unit) - input.Signed()) * unit);
        return new Window(start, unchecked(start + (input.Signed() * unit)));
    }
}
