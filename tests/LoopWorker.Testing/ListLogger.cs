using Microsoft.Extensions.Logging;

namespace LoopWorker.Testing;

/// <summary>Keeps what is logged.</summary>
/// <param name="least">What is below is not.</param>
public sealed class ListLogger<T>(LogLevel least = LogLevel.Trace) : ILogger<T>
{
    public List<(int Event, string Text)> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Add((eventId.Id, formatter(state, exception)));
}
