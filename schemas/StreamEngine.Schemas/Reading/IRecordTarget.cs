namespace StreamEngine.Schemas.Reading;

/// <summary>
/// What a <see cref="ReadPlan"/> delivers a record to, field by field, without allocating.
/// </summary>
/// <remarks>
/// <para>Fields come by the ids of the <see cref="RecordBinding"/>, in the order in which the writer wrote them; fields
/// that the writer's schema lacks follow with the defaults of the reader's schema. Each field comes at most once, or
/// at most once an item. A null is not delivered at all: the target must be empty before the read begins. Nothing is
/// delivered for a nested record as such, only its fields.</para>
/// <para>An array of records is delivered item by item: <see cref="BeginItem"/>, the fields of the item,
/// <see cref="EndItem"/>. So is a map, its pairs having the fields <c>key</c> and <c>value</c>.</para>
/// <para>When a read fails, the fields before the fault have been delivered and must be thrown away.</para>
/// <para>Make the target a struct (a ref struct will do): then the calls are inlined. A struct that wraps a reused
/// object is as good. A class works, at the price of an interface call for every field.</para>
/// </remarks>
public interface IRecordTarget
{
    /// <summary>
    /// A number: an int or long as it is; a timestamp in the unit of the reader's schema; a boolean as 0 or 1; an enum
    /// as the value that the binding gives to the symbol, else the index of the symbol in the reader's schema; a
    /// decimal as its unscaled value at the scale of the reader's schema.
    /// </summary>
    void Number(int field, long value);

    /// <summary>A string as valid UTF-8, or bytes as they are.</summary>
    /// <param name="field">The id of the field.</param>
    /// <param name="value">Valid during this call only.</param>
    /// <param name="start">
    /// Where the value begins in the span that is read (the whole message, if a message is decoded), so that a target
    /// may keep a position instead of a copy; negative for a default of the schema, which is not in that span.
    /// </param>
    void Text(int field, ReadOnlySpan<byte> value, int start);

    /// <summary>An item of an array, or a pair of a map, begins: the next fields are its.</summary>
    /// <param name="field">The id of the array or map.</param>
    void BeginItem(int field);

    /// <summary>The item that began last is complete.</summary>
    void EndItem(int field);
}
