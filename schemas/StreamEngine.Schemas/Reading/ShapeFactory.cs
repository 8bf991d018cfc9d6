using Avro;

namespace StreamEngine.Schemas.Reading;

/// <summary>Makes the shape of a writer's schema; a schema that refers to itself gives a shape that does.</summary>
internal sealed class ShapeFactory
{
    private static readonly Shape Empty = new(Shape.Kind.Empty);
    private static readonly Shape Varint = new(Shape.Kind.Varint) { MinBytes = 1 };
    private static readonly Shape Boolean = new(Shape.Kind.Boolean) { MinBytes = 1 };
    internal static readonly Shape Text = new(Shape.Kind.Text) { MinBytes = 1 };
    private static readonly Shape Bytes = new(Shape.Kind.Bytes) { MinBytes = 1 };
    private readonly Dictionary<string, Shape> _records = new(StringComparer.Ordinal);

    internal Shape Of(Schema schema) => schema switch
    {
        LogicalSchema logical => Of(logical.BaseSchema),
        Avro.RecordSchema record => OfRecord(record),
        UnionSchema union => new Shape(Shape.Kind.Union) { Parts = [.. union.Schemas.Select(Of)], MinBytes = 1 },
        ArraySchema array => new Shape(Shape.Kind.Items) { Parts = [Of(array.ItemSchema)], MinBytes = 1 },
        MapSchema map => new Shape(Shape.Kind.Items) { Parts = [Text, Of(map.ValueSchema)], MinBytes = 1 },
        FixedSchema bytes => OfFixed(bytes.Size),
        _ => schema.Tag switch
        {
            Schema.Type.Null => Empty,
            Schema.Type.Boolean => Boolean,
            Schema.Type.Float => OfFixed(sizeof(float)),
            Schema.Type.Double => OfFixed(sizeof(double)),
            Schema.Type.String => Text,
            Schema.Type.Bytes => Bytes,
            _ => Varint,
        },
    };

    private static Shape OfFixed(int size) => new(Shape.Kind.Fixed) { Size = size, MinBytes = size };

    private Shape OfRecord(Avro.RecordSchema record)
    {
        if (_records.TryGetValue(record.Fullname, out var known)) return known;
        var shape = new Shape(Shape.Kind.Record);
        _records.Add(record.Fullname, shape);
        shape.Parts = [.. record.Fields.Select(f => Of(f.Schema))];
        // A record inside itself counts as 0 bytes here, which is too few: a bound all the same.
        shape.MinBytes = (int)Math.Min(shape.Parts.Sum(p => (long)p.MinBytes), Limits.MessageBytes);
        return shape;
    }
}
