using System.CommandLine;

namespace LoopWorker.Commands;

/// <summary>Arguments that name a file to write.</summary>
internal static class NewFiles
{
    /// <summary>Refuses a file whose folder is not there, before anything is read or recorded. Whether there is a file already is for the command to say.</summary>
    public static Argument<T> InFolderThatExists<T>(this Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            foreach (var file in result.Tokens.Select(token => token.Value))
                if (FolderError(argument.Name, file) is { } error)
                    result.AddError(error);
        });
        return argument;
    }

    /// <inheritdoc cref="InFolderThatExists{T}(Argument{T})"/>
    public static Option<T> InFolderThatExists<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            foreach (var file in result.Tokens.Select(token => token.Value))
                if (FolderError(option.Name, file) is { } error)
                    result.AddError(error);
        });
        return option;
    }

    private static string? FolderError(string name, string file) =>
        file.Length == 0 ? $"{name} is empty: it must be a file to write."
        : Path.GetDirectoryName(file) is not { Length: > 0 } folder || Directory.Exists(folder) ? null
        : $"{name} is '{file}', in a folder that does not exist: make '{folder}', or name a file elsewhere.";
}
