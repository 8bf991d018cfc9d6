using System.Globalization;
using System.Net;
using System.Text;

namespace StreamEngine.Host.Report;

/// <summary>Builds HTML; every text is escaped, whoever stated it.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Markup of our own.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>An element with a text.</summary>
    public Html Element(string name, string text, string? cssClass = null)
    {
        _text.Append('<').Append(name);
        if (cssClass is not null) _text.Append(" class=\"").Append(cssClass).Append('"');
        _text.Append('>').Append(WebUtility.HtmlEncode(text)).Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>A whole number in groups of three.</summary>
    public static string Count(decimal? count) => (count ?? 0).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An amount with two decimals; a dash where there is none.</summary>
    public static string Amount(decimal? amount) => amount is { } value
        ? Math.Round(value, 2, MidpointRounding.ToEven).ToString("N2", CultureInfo.InvariantCulture)
        : "–";

    /// <summary>A share in per cent with one decimal; a dash where it divides by nothing.</summary>
    public static string Rate(decimal? share) => share is { } value
        ? (value * 100).ToString("N1", CultureInfo.InvariantCulture) + " %"
        : "–";

    /// <summary>A month for people.</summary>
    public static string Month(DateOnly month) => month.ToString("MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A day for people.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
