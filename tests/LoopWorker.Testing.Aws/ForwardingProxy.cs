using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace LoopWorker.Testing.Aws;

/// <summary>Asks the service that the call was meant for.</summary>
/// <param name="instead">What it is asked instead of what the client asks.</param>
public delegate Task<ScriptedAnswer> Forward(ScriptedRequest? instead = null);

/// <summary>Stands before a service, keeps what it is asked and answers, and can be told to do otherwise.</summary>
public sealed class ForwardingProxy : IAsyncDisposable
{
    private static readonly string[] Forwarded = ["Authorization", "X-Amz-Target", "X-Amz-Date", "x-amzn-query-mode"];
    private static readonly string[] Returned = ["x-amz-crc32", "x-amzn-RequestId", "x-amzn-query-error"];

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly ScriptedEndpoint _endpoint;
    private readonly Uri _target;
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private readonly ConcurrentQueue<(ScriptedRequest, ScriptedAnswer)> _answered = new();

    public ForwardingProxy(Uri target)
    {
        _target = target;
        _endpoint = new ScriptedEndpoint(AnswerAsync);
    }

    public Uri Uri => _endpoint.Uri;

    /// <summary>Answers in the service's place, unless it returns null.</summary>
    public Func<ScriptedRequest, ScriptedAnswer?> Instead { get; set; } = _ => null;

    /// <summary>What happens around a call that goes to the service.</summary>
    public Func<ScriptedRequest, Forward, Task<ScriptedAnswer>> Around { get; set; } = (_, forward) => forward();

    /// <summary>How often each operation was called.</summary>
    public IReadOnlyDictionary<string, int> Calls => _calls;

    public int TotalCalls => _calls.Values.Sum();

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<ScriptedRequest> Requests => _endpoint.Requests;

    /// <summary>What the service itself answered so far, whatever the client was told.</summary>
    public IReadOnlyList<(ScriptedRequest Request, ScriptedAnswer Answer)> Answered => [.. _answered];

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _client.Dispose();
    }

    private Task<ScriptedAnswer> AnswerAsync(ScriptedRequest request)
    {
        _calls.AddOrUpdate(request.Operation, 1, (_, count) => count + 1);
        return Instead(request) is { } answer
            ? Task.FromResult(answer)
            : Around(request, instead => ForwardAsync(instead ?? request));
    }

    private async Task<ScriptedAnswer> ForwardAsync(ScriptedRequest request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _target);
        message.Content = new StringContent(request.Body);
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.Headers["Content-Type"]);
        foreach (var name in Forwarded)
            if (request.Headers.TryGetValue(name, out var value))
                message.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(message);
        var answer = new ScriptedAnswer(
            await response.Content.ReadAsStringAsync(),
            (int)response.StatusCode,
            [
                .. Returned
                    .Where(response.Headers.Contains)
                    .Select(name => (name, response.Headers.GetValues(name).First())),
            ]
        );
        _answered.Enqueue((request, answer));
        return answer;
    }
}
