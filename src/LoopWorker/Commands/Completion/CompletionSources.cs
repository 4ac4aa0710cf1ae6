using System.CommandLine;
using System.CommandLine.Completions;
using LoopWorker.Configuration;
using LoopWorker.Hosting;

namespace LoopWorker.Commands.Completion;

/// <summary>What options and arguments complete to.</summary>
internal static class CompletionSources
{
    private const string FileKind = "File";

    // A label is required; it is never shown.
    private static readonly CompletionItem AnyFile = new("FILE", FileKind);

    /// <summary>The shell completes names of files.</summary>
    public static Argument<T> CompletedByFiles<T>(this Argument<T> argument)
    {
        argument.CompletionSources.Add(_ => [AnyFile]);
        // Without it, help puts what it completes to in the place of the name.
        argument.HelpName ??= argument.Name;
        return argument;
    }

    /// <inheritdoc cref="CompletedByFiles{T}(Argument{T})"/>
    public static Option<T> CompletedByFiles<T>(this Option<T> option)
    {
        option.CompletionSources.Add(_ => [AnyFile]);
        return option;
    }

    /// <summary>Names that the settings hold; none where the settings are not valid, for completion reports no errors.</summary>
    /// <param name="option">An option.</param>
    /// <param name="names">Which names; it only looks at the settings.</param>
    public static Option<T> CompletedBySettings<T>(
        this Option<T> option,
        Func<LoopWorkerSettings, IEnumerable<string>> names
    )
    {
        option.CompletionSources.Add(_ => Names(names));
        return option;
    }

    public static bool IsFile(CompletionItem item) => item.Kind == FileKind;

    private static IEnumerable<string> Names(Func<LoopWorkerSettings, IEnumerable<string>> names)
    {
        try
        {
            return names(SettingsLoading.Load(WorkerHost.ReadConfiguration()));
        }
        catch (SettingsException)
        {
            return [];
        }
    }
}
