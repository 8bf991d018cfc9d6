using System.Text;
using StreamEngine.Commerce.Events;

namespace StreamEngine.Commerce.Tests.Events;

public sealed class BotAgentsTests
{
    public static TheoryData<string> Browsers() => [.. File.ReadAllLines(PathOfBrowsers())];

    [Theory]
    [MemberData(nameof(Browsers))]
    public void Browsers_and_apps_of_people_are_no_bots(string agent) =>
        Assert.False(BotAgents.Shipped.Knows(Encoding.UTF8.GetBytes(agent)), agent);

    [Theory]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]
    [InlineData("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)")]
    [InlineData("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)")]
    [InlineData("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML; compatible; GPTBot/1.2; +https://openai.com/gptbot)")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0 Safari/537.36")]
    [InlineData("python-requests/2.32.3")]
    [InlineData("CURL/8.5.0")]
    public void Bots_are_known_whatever_the_case(string agent) =>
        Assert.True(BotAgents.Shipped.Knows(Encoding.UTF8.GetBytes(agent)), agent);

    private static string PathOfBrowsers() =>
        Path.Combine(Testing.Scenarios.Scenario.Folder, "../StreamEngine.Commerce.Tests/Events/browsers.txt");
}
