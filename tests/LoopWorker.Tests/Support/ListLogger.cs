using Microsoft.Extensions.Logging;

namespace LoopWorker.Tests.Support;

/// <summary>Keeps what is logged, from information on.</summary>
internal sealed class ListLogger<T> : ILogger<T>
{
    public List<(int Event, string Text)> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Add((eventId.Id, formatter(state, exception)));
}
