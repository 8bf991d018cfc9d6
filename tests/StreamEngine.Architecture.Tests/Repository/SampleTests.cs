using System.Text.Json.Nodes;

namespace StreamEngine.Architecture.Tests.Repository;

public sealed class SampleTests
{
    [Fact]
    public void The_default_policy_of_the_contract_is_the_one_that_ships()
    {
        var contract = Checkout.Texts.Single(file => file.Path == "docs/contract.md").Text;
        var stated = contract.Split("```json\n")[1].Split("```")[0];
        var shipped = Checkout.Texts.Single(file => file.Path == "samples/policies/default.json").Text;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(stated), JsonNode.Parse(shipped)));
    }

    [Fact]
    public void Every_sample_policy_uses_only_keys_of_the_default()
    {
        var policies = Checkout.Texts
            .Where(file => file.Path.StartsWith("samples/policies/", StringComparison.Ordinal)).ToList();
        Assert.True(policies.Count >= 3);
        var known = Keys(policies.Single(file => file.Path.EndsWith("/default.json", StringComparison.Ordinal)))
            .ToHashSet();
        var unknown = policies.SelectMany(Keys).Where(IsNotQuietHours).Except(known);
        Assert.Equal([], unknown);
    }

    /// <summary>Quiet hours are null by default, so the default cannot show their keys.</summary>
    private static bool IsNotQuietHours(string key) =>
        !key.StartsWith("/governance/quietHours/", StringComparison.Ordinal);

    private static IEnumerable<string> Keys(TextFile file) => Keys(JsonNode.Parse(file.Text), "");

    private static IEnumerable<string> Keys(JsonNode? node, string path) =>
        node is not JsonObject item ? [] : item.SelectMany(
            pair => Keys(pair.Value, $"{path}/{pair.Key}").Prepend($"{path}/{pair.Key}"));
}
