using StreamEngine.Core.State;

namespace StreamEngine.State.Mirror;

/// <summary>What is found in a mirror's folder.</summary>
/// <param name="Manifest">What may be used; null where there is none, or where it may not.</param>
/// <param name="Refusal">Why what was found may not be used; null where it may, or where nothing was found.</param>
internal sealed record MirrorContent(MirrorManifest? Manifest, string? Refusal)
{
    /// <summary>Verifies what is there, to the last byte, before anything of it is believed. Changes nothing.</summary>
    /// <param name="folder">The mirror's folder.</param>
    /// <param name="reader">Reads its segments.</param>
    /// <param name="identity">Whose snapshots are wanted.</param>
    /// <param name="bounds">What the changelog holds.</param>
    public static MirrorContent Find(
        MirrorFolder folder, SegmentReader reader, MirrorIdentity identity, MirrorBounds bounds)
    {
        if (!folder.List().Contains(MirrorManifest.Name)) return new MirrorContent(null, null);
        try
        {
            var manifest = MirrorManifest.Read(ReadManifest(folder));
            if (MirrorRules.Objection(identity, manifest.Identity, manifest.Mark, bounds) is { } objection)
                return new MirrorContent(null, objection);
            foreach (var segment in manifest.Segments) reader.Verify(segment);
            return new MirrorContent(manifest, null);
        }
        catch (Exception exception) when (exception is StateFormatException or IOException)
        {
            return new MirrorContent(null, exception.Message);
        }
    }

    private static byte[] ReadManifest(MirrorFolder folder)
    {
        using var file = folder.OpenToRead(MirrorManifest.Name);
        var length = folder.LengthOf(file);
        if (length > Limits.MaxManifestBytes) throw new StateFormatException("the manifest is too long to be one");
        var bytes = new byte[length];
        folder.Read(file, 0, bytes);
        return bytes;
    }
}
