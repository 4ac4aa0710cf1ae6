using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using LoopWorker.Testing.Aws.Http;

namespace LoopWorker.Testing.Aws;

/// <summary>A request as an AWS service sees it.</summary>
/// <param name="Operation">The operation of the header <c>X-Amz-Target</c>, without the service's prefix.</param>
/// <param name="Headers">All headers; names ignore case.</param>
/// <param name="Body">The body as text.</param>
public sealed record ScriptedRequest(string Operation, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Method, path and version: every call of SQS and DynamoDB has the same.</summary>
    public string Line { get; init; } = "";
}

/// <summary>What the endpoint answers.</summary>
/// <param name="Body">The body.</param>
/// <param name="Status">The status; 0 ends the connection without an answer.</param>
/// <param name="Headers">Further headers.</param>
public sealed record ScriptedAnswer(
    string Body,
    int Status = 200,
    params IReadOnlyList<(string Name, string Value)> Headers
)
{
    /// <summary>The connection ends without an answer.</summary>
    public static ScriptedAnswer Hangup { get; } = new("", 0);

    /// <summary>The bytes of the body after which the connection ends, though more are announced; null to send all.</summary>
    public int? BreakAfter { get; init; }

    /// <summary>Whether it comes from something else than the service, which gives every answer an id.</summary>
    public bool IsForeign { get; init; }

    /// <summary>An error as the JSON protocols of AWS have it.</summary>
    public static ScriptedAnswer Error(string type, string message, int status = 400) =>
        new($$"""{"__type":"{{type}}","message":"{{message}}"}""", status);
}

/// <summary>
/// An HTTP endpoint that answers as the test says: for what no emulator can be brought to do (throttle, deny, hang).
/// Keeps every request.
/// </summary>
public sealed class ScriptedEndpoint : IAsyncDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly Func<ScriptedRequest, Task<ScriptedAnswer>> _answer;
    private readonly Task _serving;
    private int _connections;

    public ScriptedEndpoint(Func<ScriptedRequest, Task<ScriptedAnswer>> answer)
    {
        _answer = answer;
        _listener.Start();
        Uri = new Uri($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _serving = ServeAsync();
    }

    public ScriptedEndpoint(Func<ScriptedRequest, ScriptedAnswer> answer)
        : this(request => Task.FromResult(answer(request))) { }

    public Uri Uri { get; }

    /// <summary>What was asked so far, in order.</summary>
    public IReadOnlyList<ScriptedRequest> Requests => [.. _requests];

    /// <summary>How many connections there were so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>
    /// Ends all connections, and waits for the answers that are being made, but not for ever: a test that failed may never let them be made,
    /// and is to end all the same.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _closing.Cancel();
        await _serving;
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task ServeAsync()
    {
        var underWay = new List<Task>();
        try
        {
            while (true)
                underWay.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(underWay);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        using var connection = new HttpConnection(client);
        while (await ReadAsync(connection) is { } request)
        {
            _requests.Enqueue(request);
            if (await MakeAsync(request) is not { } answer || !await TryAnswerAsync(connection, answer))
                return;
        }
    }

    private async Task<ScriptedAnswer?> MakeAsync(ScriptedRequest request)
    {
        var answer = _answer(request);
        try
        {
            return await answer.WaitAsync(_closing.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            await Task.WhenAny(answer, Task.Delay(LongestAnswer, TimeProvider.System));
            return null;
        }
    }

    private async Task<ScriptedRequest?> ReadAsync(HttpConnection connection)
    {
        try
        {
            return await connection.ReadAsync(_closing.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private static async Task<bool> TryAnswerAsync(HttpConnection connection, ScriptedAnswer answer)
    {
        try
        {
            return await connection.AnswerAsync(answer);
        }
        catch (IOException)
        {
            // The client has gone.
            return false;
        }
    }
}
