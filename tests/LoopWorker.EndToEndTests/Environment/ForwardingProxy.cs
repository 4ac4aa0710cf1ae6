using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>Stands before a service, counts what it is asked, and can be told to answer in its place.</summary>
public sealed class ForwardingProxy : IAsyncDisposable
{
    private static readonly string[] Forwarded = ["Authorization", "X-Amz-Target", "X-Amz-Date", "x-amzn-query-mode"];
    private static readonly string[] Returned = ["x-amz-crc32", "x-amzn-RequestId", "x-amzn-query-error"];

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly ScriptedEndpoint _endpoint;
    private readonly Uri _target;
    private readonly ConcurrentDictionary<string, int> _calls = new();

    public ForwardingProxy(Uri target)
    {
        _target = target;
        _endpoint = new ScriptedEndpoint(AnswerAsync);
    }

    public Uri Uri => _endpoint.Uri;

    /// <summary>Answers in the service's place, unless it returns null.</summary>
    public Func<ScriptedRequest, ScriptedAnswer?> Instead { get; set; } = _ => null;

    /// <summary>How long each call is held up.</summary>
    public Func<TimeSpan> Delay { get; set; } = () => TimeSpan.Zero;

    /// <summary>How often each operation was called.</summary>
    public IReadOnlyDictionary<string, int> Calls => _calls;

    public int TotalCalls => _calls.Values.Sum();

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<ScriptedRequest> Requests => _endpoint.Requests;

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _client.Dispose();
    }

    private async Task<ScriptedAnswer> AnswerAsync(ScriptedRequest request)
    {
        _calls.AddOrUpdate(request.Operation, 1, (_, count) => count + 1);
        if (Instead(request) is { } answer)
            return answer;
        if (Delay() is { Ticks: > 0 } delay)
            await Task.Delay(delay);
        using var message = new HttpRequestMessage(HttpMethod.Post, _target);
        message.Content = new StringContent(request.Body);
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.Headers["Content-Type"]);
        foreach (var name in Forwarded)
            if (request.Headers.TryGetValue(name, out var value))
                message.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(message);
        return new ScriptedAnswer(
            await response.Content.ReadAsStringAsync(),
            (int)response.StatusCode,
            [
                .. Returned
                    .Where(response.Headers.Contains)
                    .Select(name => (name, response.Headers.GetValues(name).First())),
            ]
        );
    }
}
