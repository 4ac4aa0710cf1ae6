using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>A request as an AWS service sees it.</summary>
/// <param name="Operation">The operation of the header <c>X-Amz-Target</c>, without the service's prefix.</param>
/// <param name="Headers">All headers; names ignore case.</param>
/// <param name="Body">The body as text.</param>
public sealed record ScriptedRequest(string Operation, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>What the endpoint answers.</summary>
/// <param name="Body">The body.</param>
/// <param name="Status">The status; 0 breaks the connection off in the middle of an answer.</param>
/// <param name="Headers">Further headers.</param>
public sealed record ScriptedAnswer(
    string Body,
    int Status = 200,
    params IReadOnlyList<(string Name, string Value)> Headers
)
{
    /// <summary>The connection breaks in the middle of an answer.</summary>
    public static ScriptedAnswer Hangup { get; } = new("", 0);

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
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly Func<ScriptedRequest, Task<ScriptedAnswer>> _answer;
    private readonly Task _serving;

    public ScriptedEndpoint(Func<ScriptedRequest, Task<ScriptedAnswer>> answer)
    {
        _answer = answer;
        Uri = Listen();
        _serving = ServeAsync();
    }

    public ScriptedEndpoint(Func<ScriptedRequest, ScriptedAnswer> answer)
        : this(request => Task.FromResult(answer(request))) { }

    public Uri Uri { get; }

    /// <summary>What was asked so far, in order.</summary>
    public IReadOnlyList<ScriptedRequest> Requests => [.. _requests];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private Uri Listen()
    {
        // HttpListener takes no port 0, and a free port may be taken meanwhile.
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var uri = new Uri($"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            probe.Stop();
            _listener.Prefixes.Add(uri.ToString());
            try
            {
                _listener.Start();
                return uri;
            }
            catch (HttpListenerException)
            {
                _listener.Prefixes.Clear();
            }
        }
    }

    private async Task ServeAsync()
    {
        var underWay = new List<Task>();
        try
        {
            while (true)
                underWay.Add(AnswerAsync(await _listener.GetContextAsync()));
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            await Task.WhenAll(underWay);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var headers = context.Request.Headers;
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var request = new ScriptedRequest(
                headers["X-Amz-Target"]?.Split('.')[^1] ?? "",
                headers.AllKeys.ToDictionary(name => name!, name => headers[name]!, StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync()
            );
            _requests.Enqueue(request);
            var answer = await _answer(request);
            if (answer.Status == 0)
            {
                // Without a part of an answer, Abort would send an empty one.
                context.Response.ContentLength64 = 2;
                await context.Response.OutputStream.WriteAsync("{"u8.ToArray());
                context.Response.Abort();
                return;
            }
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/x-amz-json-1.0";
            foreach (var (name, value) in answer.Headers)
                context.Response.AddHeader(name, value);
            context.Response.Close(Encoding.UTF8.GetBytes(answer.Body), willBlock: false);
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client has gone.
        }
    }
}
