using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Core.State;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Where a session or an order came from.</summary>
internal static class OriginCodec
{
    private const int HasCountry = 1, HasCampaign = 2, All = 3;

    public static void Write(Origin origin, RecordWriter output)
    {
        output.Number((origin.Country is not null ? HasCountry : 0) | (origin.Campaign is not null ? HasCampaign : 0));
        output.Byte((byte)origin.Channel);
        TextList.WriteIf(origin.Country, output);
        TextList.WriteIf(origin.Campaign, output);
    }

    public static Origin Read(ref RecordReader input, TextPool texts)
    {
        var parts = (int)input.Number(All);
        var channel = (Channel)input.Byte();
        var country = TextList.ReadIf(parts, HasCountry, ref input, texts);
        return new Origin(channel, country, TextList.ReadIf(parts, HasCampaign, ref input, texts));
    }
}
