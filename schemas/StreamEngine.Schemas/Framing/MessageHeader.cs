using System.Buffers.Binary;

namespace StreamEngine.Schemas.Framing;

/// <summary>How a message names the schema that it was written with.</summary>
public enum MessageFormat : byte
{
    /// <summary>Neither of the others.</summary>
    Unknown = 0,

    /// <summary>Avro single-object encoding: 0xC3, 0x01, the fingerprint in 8 bytes, little-endian.</summary>
    SingleObject = 1,

    /// <summary>Confluent wire format: 0x00, the id of the registry in 4 bytes, big-endian.</summary>
    Registry = 2,
}

/// <summary>The bytes in front of a record.</summary>
/// <param name="Format">Which of the two headers it is.</param>
/// <param name="Schema">The fingerprint, or the id.</param>
/// <param name="Length">The length of the header in bytes: where the record begins.</param>
public readonly record struct MessageHeader(MessageFormat Format, ulong Schema, int Length)
{
    /// <summary>The length of the header of single-object encoding.</summary>
    public const int SingleObjectBytes = 10;

    /// <summary>The length of the header of Confluent wire format.</summary>
    public const int RegistryBytes = 5;

    /// <summary>Reads the header; format <see cref="MessageFormat.Unknown"/> when there is none.</summary>
    public static MessageHeader Read(ReadOnlySpan<byte> message)
    {
        if (message.Length >= SingleObjectBytes && message[0] == 0xC3 && message[1] == 0x01)
        {
            var fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(message[2..]);
            return new MessageHeader(MessageFormat.SingleObject, fingerprint, SingleObjectBytes);
        }
        if (message.Length >= RegistryBytes && message[0] == 0)
        {
            var id = BinaryPrimitives.ReadUInt32BigEndian(message[1..]);
            return new MessageHeader(MessageFormat.Registry, id, RegistryBytes);
        }
        return default;
    }

    /// <summary>Writes the header.</summary>
    /// <param name="destination">At least <see cref="Length"/> long.</param>
    /// <exception cref="InvalidOperationException">The format is unknown.</exception>
    public void Write(Span<byte> destination)
    {
        switch (Format)
        {
            case MessageFormat.SingleObject:
                destination[0] = 0xC3;
                destination[1] = 0x01;
                BinaryPrimitives.WriteUInt64LittleEndian(destination[2..], Schema);
                break;
            case MessageFormat.Registry:
                destination[0] = 0;
                BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)Schema);
                break;
            default:
                throw new InvalidOperationException("A header needs a format.");
        }
    }

    /// <summary>The header of single-object encoding for records of that schema.</summary>
    public static MessageHeader SingleObject(Model.RecordSchema schema) =>
        new(MessageFormat.SingleObject, schema.Fingerprint, SingleObjectBytes);

    /// <summary>The header of Confluent wire format for records of the schema with that id.</summary>
    public static MessageHeader Registry(int id) => new(MessageFormat.Registry, (uint)id, RegistryBytes);
}
