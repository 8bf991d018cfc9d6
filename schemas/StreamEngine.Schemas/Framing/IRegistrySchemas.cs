namespace StreamEngine.Schemas.Framing;

/// <summary>What a schema registry answers.</summary>
public enum RegistryAnswer : byte
{
    /// <summary>It has the schema.</summary>
    Found = 0,

    /// <summary>It has no schema with that id.</summary>
    Unknown = 1,

    /// <summary>It did not answer, or not properly.</summary>
    Unavailable = 2,
}

/// <summary>A schema registry, asked for the schema of an id: once for each id, as long as it answers.</summary>
public interface IRegistrySchemas
{
    /// <summary>The schema with that id.</summary>
    /// <param name="id">The id of a message.</param>
    /// <param name="json">The schema, where it is found.</param>
    RegistryAnswer Find(int id, out string json);
}
