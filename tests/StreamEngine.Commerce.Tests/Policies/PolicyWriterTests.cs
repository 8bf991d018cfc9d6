using System.Collections;
using System.Reflection;
using System.Text;
using CsCheck;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Tests.Oracle;
using StreamEngine.Oracle.Generation;

namespace StreamEngine.Commerce.Tests.Policies;

/// <summary>The one document that says a policy: what is alike has the same bytes, what is not has others.</summary>
public sealed class PolicyWriterTests
{
    [Fact]
    public void A_policy_reads_back_as_it_was_written() => Comparison.ForSeeds(200, seed =>
    {
        var (_, policy) = RandomShop.Generate(seed);
        var read = PolicyDocument.Parse(Encoding.UTF8.GetBytes(policy.ToJson()));
        var written = PolicyDocument.Write(read);
        Comparison.Same(seed, "fields", Fields(read, ""), Fields(PolicyDocument.Parse(written), ""));
        var again = PolicyDocument.Write(PolicyDocument.Parse(written));
        Comparison.Same(seed, "documents", [Text(written)], [Text(again)]);
    });

    [Theory]
    [InlineData("{}", """{"version":"1","session":{"cap":"P1D","gap":"PT1800S"},"abandonment":{}}""")]
    [InlineData(
        """{"governance":{"minimumValue":50,"softOptInCountries":["DE","AT"],"staleAfter":"PT36H"}}""",
        """{"governance":{"softOptInCountries":["AT","DE","AT"],"minimumValue":50.00,"staleAfter":"P1DT12H"}}""")]
    public void What_is_alike_is_written_alike(string one, string other) => Assert.Equal(
        Text(PolicyDocument.Write(PolicyDocument.Parse(Encoding.UTF8.GetBytes(one)))),
        Text(PolicyDocument.Write(PolicyDocument.Parse(Encoding.UTF8.GetBytes(other)))));

    [Fact]
    public void Every_value_of_a_policy_is_written()
    {
        var policy = new ShopPolicy
        {
            Governance = new GovernancePolicy { QuietHours = new QuietHoursPolicy(0, 60_000) },
        };
        var before = Text(PolicyDocument.Write(policy));
        var values = 0;
        foreach (var (name, changed) in Changed(policy))
        {
            values++;
            Assert.True(before != Text(PolicyDocument.Write((ShopPolicy)changed)), $"{name} is not written");
        }

        Assert.True(values > 30, $"{values} values");
    }

    [Fact]
    public void The_largest_document_is_within_its_limit()
    {
        var countries = from a in Enumerable.Range('A', 26)
                        from b in Enumerable.Range('A', 26)
                        select $"\"{(char)a}{(char)b}\"";
        var steps = string.Join(
            ',', Enumerable.Range(1, PolicyDocument.MaxSteps).Select(i => $"\"P399DT23H59M{i}.123S\""));
        var kind = $$"""{"steps":[{{steps}}]}""";
        var json = $$"""
            {"version":"{{new string('\u4e00', PolicyDocument.MaxVersionLength)}}",
             "timeZone":"America/Argentina/ComodRivadavia",
             "abandonment":{"cart":{{kind}},"checkout":{{kind}},"browse":{{kind}}
             },
             "governance":{"softOptInCountries":[{{string.Join(',', countries.Concat(countries))}}]
             }
            }
            """;
        var written = PolicyDocument.Write(PolicyDocument.Parse(Encoding.UTF8.GetBytes(json)));
        Assert.InRange(written.Length, 5_000, PolicyDocument.MaxWrittenBytes);
    }

    [Fact]
    public void Durations_read_back() => Gen.Long[0, PolicyDocument.MaxDurationMs].Sample(ms =>
        Assert.True(IsoDuration.TryParse(IsoDuration.Format(ms), out var read) && read == ms));

    [Theory]
    [InlineData(0, "PT0S"), InlineData(1, "PT0.001S"), InlineData(86_400_000, "P1D"), InlineData(5_400_000, "PT1H30M")]
    [InlineData(86_400_000 + 61_000, "P1DT1M1S"), InlineData(1_800_000, "PT30M")]
    public void Durations_are_written_in_one_form(long ms, string text) => Assert.Equal(text, IsoDuration.Format(ms));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Every value of a policy with its path.</summary>
    private static IEnumerable<string> Fields(object? value, string path)
    {
        if (value is IEnumerable list and not string)
            return [$"{path}={string.Join(',', list.Cast<object>().Order())}"];
        if (value is null || !IsSection(value.GetType())) return [$"{path}={value}"];
        return value.GetType().GetProperties().Where(IsValue)
            .SelectMany(property => Fields(property.GetValue(value), $"{path}.{property.Name}"));
    }

    /// <summary>The policy once for each of its values, with that one changed.</summary>
    private static IEnumerable<(string Name, object Changed)> Changed(object section)
    {
        foreach (var property in section.GetType().GetProperties().Where(IsValue))
        {
            var value = property.GetValue(section);
            var others = value is not null && IsSection(value.GetType())
                ? Changed(value).Select(c => (Name: $"{property.Name}.{c.Name}", c.Changed))
                : [(property.Name, Other(property, value))];
            foreach (var (name, other) in others)
            {
                var copy = Copy(section);
                property.SetValue(copy, other);
                yield return (name, copy);
            }
        }
    }

    private static object Other(PropertyInfo property, object? value) => value switch
    {
        null when property.PropertyType == typeof(decimal?) => 7m,
        string text => text + "x",
        bool flag => !flag,
        int number => number + 1,
        long ms => ms + 60_000,
        ConsentPolicy => ConsentPolicy.Assumed,
        IReadOnlyList<long> steps => (long[])[.. steps, steps[^1] + 1],
        IReadOnlyList<string> texts => (string[])[.. texts, "XX"],
        _ => throw new InvalidOperationException($"{property.Name} is of a kind that this test does not know"),
    };

    private static object Copy(object record) => record.GetType()
        .GetMethod("<Clone>$")!.Invoke(record, null)!;

    private static bool IsSection(Type type) => type.Namespace == typeof(ShopPolicy).Namespace && !type.IsEnum;

    private static bool IsValue(PropertyInfo property) => property.CanWrite;
}
