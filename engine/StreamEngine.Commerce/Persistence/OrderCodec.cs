using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Orders;
using StreamEngine.Core.State;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Persistence;

/// <summary>A customer's orders: what was said about each; the rest follows from that.</summary>
internal static class OrderCodec
{
    private const int HasIdentity = 1, HasLines = 2, HasDiscount = 4, HasCosts = 8, HasCurrency = 16, IsTest = 32,
        HasRefundId = 64, HasAmount = 128, HasReason = 256, HasOrigin = 512, All = 1023;

    private const int HasVariant = 1, HasPrice = 2, AllOfLine = 3;

    public static void Write(OrderBook book, RecordWriter output)
    {
        var orders = book.InOrder();
        output.Number(orders.Count);
        foreach (var order in orders)
        {
            output.Text(order.Id);
            output.Number(order.Statements.Count);
            foreach (var statement in order.Statements) Write(statement, output);
        }

        var forgotten = book.ForgottenInOrder();
        output.Number(forgotten.Count);
        foreach (var id in forgotten) output.Hash(id);
        WriteForgotten(book.Forgotten, output);
    }

    public static OrderBook Read(ref RecordReader input, TextPool texts)
    {
        var book = new OrderBook();
        for (var left = input.Count(); left > 0; left--)
        {
            var id = texts.Get(input.Bytes());
            var statements = new List<OrderStatement>();
            for (var more = input.Count(); more > 0; more--) statements.Add(ReadOne(ref input, texts));
            if (statements.Count == 0 || !book.Restore(id, statements))
                throw new StateFormatException("the orders of a customer are not in order");
        }

        for (var left = input.Count(); left > 0; left--) book.RestoreForgotten(input.Hash());
        book.RestoreForgotten(ReadForgotten(ref input, texts));
        return book;
    }

    private static void WriteForgotten(ForgottenOrders forgotten, RecordWriter output)
    {
        output.Number(forgotten.Count);
        if (forgotten.Count == 0) return;
        output.Time(forgotten.FirstAt);
        TextList.Write(forgotten.Currencies, output);
    }

    private static ForgottenOrders ReadForgotten(ref RecordReader input, TextPool texts)
    {
        var count = (int)input.Number(int.MaxValue);
        return count == 0
            ? ForgottenOrders.None
            : new ForgottenOrders(count, input.Time(), TextList.Read(ref input, texts));
    }

    private static void Write(OrderStatement statement, RecordWriter output)
    {
        var parts = (statement.Identity != 0 ? HasIdentity : 0)
            | (statement.Lines.Count > 0 ? HasLines : 0)
            | (statement.Discount is not null ? HasDiscount : 0)
            | (statement.Costs is not null ? HasCosts : 0)
            | (statement.Currency is not null ? HasCurrency : 0)
            | (statement.IsTest ? IsTest : 0)
            | (statement.RefundId is not null ? HasRefundId : 0)
            | (statement.Amount is not null ? HasAmount : 0)
            | (statement.Reason is not null ? HasReason : 0)
            | (statement.Origin is not null ? HasOrigin : 0);
        output.Number(parts);
        output.Byte((byte)statement.Type);
        output.Time(statement.Time);
        if ((parts & HasIdentity) != 0) output.Fixed(statement.Identity);
        if ((parts & HasLines) != 0) WriteLines(statement.Lines, output);
        if ((parts & HasDiscount) != 0) output.Signed(statement.Discount!.Value);
        if ((parts & HasCosts) != 0) output.Signed(statement.Costs!.Value);
        TextList.WriteIf(statement.Currency, output);
        TextList.WriteIf(statement.RefundId, output);
        if ((parts & HasAmount) != 0) output.Signed(statement.Amount!.Value);
        TextList.WriteIf(statement.Reason, output);
        if (statement.Origin is { } origin) OriginCodec.Write(origin, output);
    }

    private static OrderStatement ReadOne(ref RecordReader input, TextPool texts)
    {
        var parts = (int)input.Number(All);
        var type = (EventType)input.Byte();
        var time = input.Time();
        return new OrderStatement
        {
            Type = type, Time = time, IsTest = (parts & IsTest) != 0,
            Identity = (parts & HasIdentity) != 0 ? input.Fixed() : 0,
            Lines = (parts & HasLines) != 0 ? ReadLines(ref input, texts) : [],
            Discount = (parts & HasDiscount) != 0 ? input.Signed() : null,
            Costs = (parts & HasCosts) != 0 ? input.Signed() : null,
            Currency = TextList.ReadIf(parts, HasCurrency, ref input, texts),
            RefundId = TextList.ReadIf(parts, HasRefundId, ref input, texts),
            Amount = (parts & HasAmount) != 0 ? input.Signed() : null,
            Reason = TextList.ReadIf(parts, HasReason, ref input, texts),
            Origin = (parts & HasOrigin) != 0 ? OriginCodec.Read(ref input, texts) : null,
        };
    }

    private static void WriteLines(IReadOnlyList<OrderLine> lines, RecordWriter output)
    {
        output.Number(lines.Count);
        foreach (var line in lines)
        {
            output.Number((line.Variant is not null ? HasVariant : 0) | (line.HasPrice ? HasPrice : 0));
            output.Text(line.ProductId);
            TextList.WriteIf(line.Variant, output);
            output.Signed(line.Quantity);
            if (line.HasPrice) output.Signed(line.Price);
        }
    }

    private static OrderLine[] ReadLines(ref RecordReader input, TextPool texts)
    {
        var lines = new List<OrderLine>();
        for (var left = input.Count(); left > 0; left--)
        {
            var parts = (int)input.Number(AllOfLine);
            var product = texts.Get(input.Bytes());
            var variant = TextList.ReadIf(parts, HasVariant, ref input, texts);
            var quantity = input.Signed();
            var hasPrice = (parts & HasPrice) != 0;
            lines.Add(new OrderLine(product, variant, quantity, hasPrice ? input.Signed() : 0, hasPrice));
        }

        return [.. lines];
    }
}
