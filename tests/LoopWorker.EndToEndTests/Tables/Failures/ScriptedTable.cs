using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Tables.Failures;

/// <summary>A table whose endpoint answers as the test says.</summary>
internal sealed class ScriptedTable : IAsyncDisposable
{
    public const string Name = "loop";

    public static readonly ItemKey User = new("USER#a", "CONTEXT");

    private readonly TaskCompletionSource<ScriptedAnswer> _closing = new();
    private readonly DynamoDbTableService _service;

    public ScriptedTable(
        Func<ScriptedRequest, Task<ScriptedAnswer>> answer,
        Func<DynamoDbOptions, DynamoDbOptions>? change = null,
        TimeProvider? time = null
    )
    {
        // The endpoint waits for its answers when it closes, and some are never given.
        Endpoint = new ScriptedEndpoint(request => Task.WhenAny(answer(request), _closing.Task).Unwrap());
        _service = DynamoDbTables.ServiceAt(Endpoint.Uri, change, time);
        Table = _service.Open(Name);
    }

    public ScriptedTable(
        Func<ScriptedRequest, ScriptedAnswer> answer,
        Func<DynamoDbOptions, DynamoDbOptions>? change = null
    )
        : this(request => Task.FromResult(answer(request)), change) { }

    /// <summary>Answers each request with the next of them, and from then on with the last.</summary>
    public static ScriptedTable Answering(params IReadOnlyList<ScriptedAnswer> answers)
    {
        var next = -1;
        return new ScriptedTable(_ => answers[Math.Min(Interlocked.Increment(ref next), answers.Count - 1)]);
    }

    /// <summary>An answer that is not given.</summary>
    public static Task<ScriptedAnswer> Silence { get; } = new TaskCompletionSource<ScriptedAnswer>().Task;

    public ScriptedEndpoint Endpoint { get; }

    public ITable Table { get; }

    public DynamoDbTableService Service => _service;

    public async ValueTask DisposeAsync()
    {
        _closing.SetResult(ScriptedAnswer.Hangup);
        _service.Dispose();
        await Endpoint.DisposeAsync();
    }
}
