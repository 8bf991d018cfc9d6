using System.Buffers;
using System.Text;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Tests.Oracle;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Tasks;
using StreamEngine.Oracle.Generation;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Outputs;

/// <summary>What goes to the topics as Avro says, field for field, what a replay writes to its files as JSON.</summary>
public sealed class AvroOutputTests
{
    [Fact]
    public void Avro_says_what_json_says_for_random_shops()
    {
        var seen = new HashSet<string>();
        Comparison.ForSeeds(60, seed =>
        {
            var (events, policy) = RandomShop.Generate(seed);
            var both = new Both();
            using var run = new EngineRun(OracleLines.PolicyOf(policy), output: both);
            run.Feed(ArrivalOrder.WithinLateness(events, seed, TimeSpan.FromHours(72)));
            run.Drain();
            Assert.Equal(both.Json.Count, both.Avro.Count);
            for (var i = 0; i < both.Json.Count; i++)
            {
                Assert.Equal(both.Json.Stream(i), both.Avro.Stream(i));
                Assert.True(both.Json.Key(i).SequenceEqual(both.Avro.Key(i)));
                var text = Encoding.UTF8.GetString(both.Json.Value(i));
                Assert.Equal(text, AvroJson.Of(SchemaOf(both.Avro.Stream(i)).Json, both.Avro.Value(i)));
                foreach (var word in Words.Where(w => text.Contains(w, StringComparison.Ordinal))) seen.Add(word);
            }
        });
        Assert.Equal(Words.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("0", "0", null)]
    [InlineData("12345678901234567.8901", "-3.25", "0.333333")]
    public void Figures_say_what_json_says(string numerator, string denominator, string? value)
    {
        foreach (var grain in (string[])["minute", "hour", "day", "month", "all"])
            foreach (var breakdown in ((string, string)?[])[null, ("channel", "web"), ("country", "\"Ω\"")])
            {
                var figure = new KpiRecord
                {
                    Kpi = "conversion_rate", Grain = grain, WindowStart = 0, WindowEnd = 253402300799999,
                    View = breakdown is null ? "event" : "order", Breakdown = breakdown, Numerator = Number(numerator),
                    Denominator = Number(denominator), Value = value is null ? null : Number(value),
                    Currency = value is null ? null : "EUR", IsFinal = value is null, Revision = 3,
                };
                var json = new ArrayBufferWriter<byte>();
                var avro = new ArrayBufferWriter<byte>();
                using (var writer = new ShopJson()) writer.Write(figure, json);
                new ShopAvro().Write(figure, avro);
                Assert.Equal(
                    Encoding.UTF8.GetString(json.WrittenSpan), AvroJson.Of(ShopSchemas.Kpi.Json, avro.WrittenSpan));
            }
    }

    [Fact]
    public void Headers_are_those_of_the_schema()
    {
        var output = new ArrayBufferWriter<byte>();
        new ShopAvro().Write(Decision, output);
        Assert.Equal(MessageHeader.SingleObject(ShopSchemas.Decision), MessageHeader.Read(output.WrittenSpan));
        var single = output.WrittenSpan[MessageHeader.SingleObjectBytes..].ToArray();
        output.ResetWrittenCount();
        new ShopAvro(schema => MessageHeader.Registry(schema == ShopSchemas.Decision ? 77 : 1)).Write(Decision, output);
        Assert.Equal(MessageHeader.Registry(77), MessageHeader.Read(output.WrittenSpan));
        Assert.Equal(single, output.WrittenSpan[MessageHeader.RegistryBytes..].ToArray());
    }

    [Fact]
    public void An_amount_beyond_its_digits_is_the_largest_and_stops_nothing()
    {
        var output = new ArrayBufferWriter<byte>();
        new ShopAvro().Write(new SessionRecord { Revenue = decimal.MaxValue }, output);
        Assert.Contains("\"revenue\":999999999999999999999999.9999,",
            AvroJson.Of(ShopSchemas.Session.Json, output.WrittenSpan), StringComparison.Ordinal);
    }

    // Without these the random shops would not have shown what is to be shown.
    private static readonly string[] Words =
    [
        "\"merged\"", "\"fired\"", "\"retracted\"", "\"recovered\"", "\"suppressed\"", "\"cancelled\"", "\"cart\"",
        "\"checkout\"", "\"browse\"", "\"variant\"", "\"unitPrice\":null", "\"value\":null", "\"orderId\":\"",
    ];

    private static DecisionRecord Decision => new()
    {
        CandidateId = new Hash128(1, 2), Kind = AbandonmentKind.Cart, Step = 1, CustomerKey = "visitor:1"u8.ToArray(),
        Outcome = "fired",
    };

    private static decimal Number(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static RecordSchema SchemaOf(int stream) => stream switch
    {
        ShopStreams.Sessions => ShopSchemas.Session,
        ShopStreams.Triggers => ShopSchemas.AbandonmentTrigger,
        _ => ShopSchemas.Decision,
    };

    private sealed class Both : IShopOutput
    {
        private readonly IShopOutput _json, _avro;

        public Both() => (_json, _avro) = (new JsonOutput(Json), new AvroOutput(Avro, new ShopAvro()));

        public OutputBatch Json { get; } = new();
        public OutputBatch Avro { get; } = new();

        public void Publish(SessionRecord session)
        {
            _json.Publish(session);
            _avro.Publish(session);
        }

        public void Publish(TriggerRecord trigger)
        {
            _json.Publish(trigger);
            _avro.Publish(trigger);
        }

        public void Publish(DecisionRecord decision)
        {
            _json.Publish(decision);
            _avro.Publish(decision);
        }
    }
}
