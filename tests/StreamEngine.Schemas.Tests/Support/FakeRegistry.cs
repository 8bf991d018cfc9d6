using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Schemas.Tests;

/// <summary>
/// Knows the event schemas under 100 and the number of their topic, and what a test adds; counts its calls.
/// </summary>
internal sealed class FakeRegistry : IRegistrySchemas
{
    internal Dictionary<int, string> Schemas { get; } =
        Enum.GetValues<EventTopic>().ToDictionary(t => 100 + (int)t, t => ShopSchemas.Of(t).Json);

    internal bool IsDown { get; set; }

    internal int Calls { get; private set; }

    public RegistryAnswer Find(int id, out string json)
    {
        Calls++;
        json = "";
        if (IsDown) return RegistryAnswer.Unavailable;
        if (!Schemas.TryGetValue(id, out var known)) return RegistryAnswer.Unknown;
        json = known;
        return RegistryAnswer.Found;
    }
}
