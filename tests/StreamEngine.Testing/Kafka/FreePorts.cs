using System.Net;
using System.Net.Sockets;

namespace StreamEngine.Testing.Kafka;

/// <summary>Ports of the loopback interface that nobody listens on.</summary>
public static class FreePorts
{
    /// <summary>That many different ports.</summary>
    public static int[] Take(int count)
    {
        var listeners = new TcpListener[count];
        try
        {
            for (var index = 0; index < count; index++)
            {
                listeners[index] = new TcpListener(IPAddress.Loopback, 0);
                listeners[index].Start();
            }
            return [.. listeners.Select(static l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener?.Dispose();
        }
    }

    /// <summary>Waits until somebody listens on the port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="failed">Says why nobody ever will; null while there is hope.</param>
    /// <param name="timeout">How long to wait.</param>
    public static async Task WaitForListenerAsync(int port, Func<string?> failed, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        while (true)
        {
            if (failed() is { } reason) throw new InvalidOperationException(reason);
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, deadline.Token);
            }
        }
    }
}
