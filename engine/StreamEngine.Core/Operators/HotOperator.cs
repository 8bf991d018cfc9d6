using System.Reactive.Subjects;

namespace StreamEngine.Core.Operators;

/// <summary>
/// An operator of a task: subscribed to its source when it is made, once, for as long as the task lives. What it keeps
/// lies in the state of the key at hand, never in the operator. Its elements are valid only during <c>OnNext</c>.
/// </summary>
public abstract class HotOperator<TOut> : IObservable<TOut>, IDisposable
{
    private readonly Subject<TOut> _output = new();
    private readonly List<IDisposable> _subscriptions = [];

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<TOut> observer) => _output.Subscribe(observer);

    /// <summary>Ends the subscription to the source.</summary>
    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        _output.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Subscribes to the source; its end and its errors are passed on.</summary>
    protected void Attach<TIn>(IObservable<TIn> source, Action<TIn> handle) =>
        Also(source.Subscribe(handle, _output.OnError, _output.OnCompleted));

    /// <summary>Takes in a further subscription, which ends with the operator.</summary>
    protected void Also(IDisposable subscription) => _subscriptions.Add(subscription);

    /// <summary>Hands an element on.</summary>
    protected void Emit(TOut element) => _output.OnNext(element);
}
