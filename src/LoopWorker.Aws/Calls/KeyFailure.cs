using System.Text.RegularExpressions;

namespace LoopWorker.Aws.Calls;

/// <summary>Why the key of KMS that something is encrypted with cannot be used.</summary>
public enum KeyProblem
{
    Denied,
    Disabled,

    /// <summary>It is to be deleted, has no material, or is being made.</summary>
    InvalidState,

    NotFound,
    WrongUsage,
    NotSubscribed,
}

/// <summary>
/// A call that failed for the key that a queue or a table is encrypted with: the service calls KMS as whoever calls the service. Pure.
/// </summary>
/// <remarks>
/// Sources: Amazon SQS API Reference, errors of SendMessage; AWS KMS API Reference, errors of Decrypt. DynamoDB has no names of its own for
/// them and quotes those of KMS in a denial.
/// </remarks>
/// <param name="Problem">What is wrong.</param>
/// <param name="Key">The key's ARN, if the service names it.</param>
public sealed partial record KeyFailure(KeyProblem Problem, string? Key)
{
    /// <summary>Null if it is not the key that the call failed for.</summary>
    /// <param name="code">The service's name for the error.</param>
    /// <param name="said">The service's message.</param>
    public static KeyFailure? Of(string code, string said) =>
        ProblemOf(code, said) is { } problem
            ? new KeyFailure(problem, Arn().Match(said) is { Success: true, Value: var arn } ? arn : null)
            : null;

    /// <summary>For people: what is wrong with the key, and what to do. A sentence without its end.</summary>
    /// <param name="owner">What it encrypts: <c>the queue 'q'</c>.</param>
    /// <param name="actions">The actions of KMS that the service takes.</param>
    public string Explain(string owner, string actions)
    {
        var key = Key is null ? $"The key of {owner}" : $"The key {Key} of {owner}";
        return Problem switch
        {
            KeyProblem.Denied =>
                $"{key} may not be used: allow {actions} on it to the role or user that this process runs as, in the role's policy or the key's",
            KeyProblem.Disabled => $"{key} is disabled: enable it (aws kms enable-key)",
            KeyProblem.InvalidState =>
                $"{key} is pending deletion, or cannot be used as it is: cancel its deletion and enable it (aws kms cancel-key-deletion, aws kms enable-key)",
            KeyProblem.NotFound =>
                $"{key} does not exist, or not in this region: encrypt with one that does. What only that key can decrypt is lost",
            KeyProblem.WrongUsage => $"{key} is none for symmetric encryption: encrypt with one that is",
            _ => $"{key} cannot be used because the account is not signed up for KMS: sign up for it",
        };
    }

    private static KeyProblem? ProblemOf(string code, string said) =>
        code.StartsWith("Kms", StringComparison.OrdinalIgnoreCase) ? OfName(code)
        : CommonErrors.Of(code) == CommonError.AccessDenied && IsOfKey(said) ? OfName(said) ?? KeyProblem.Denied
        : null;

    private static KeyProblem? OfName(string text) =>
        Has(text, "Disabled") ? KeyProblem.Disabled
        : Has(text, "InvalidState") ? KeyProblem.InvalidState
        : Has(text, "NotFound") ? KeyProblem.NotFound
        : Has(text, "InvalidKeyUsage") ? KeyProblem.WrongUsage
        : Has(text, "OptInRequired") ? KeyProblem.NotSubscribed
        : Has(text, "AccessDenied") ? KeyProblem.Denied
        // Throttling, which passes.
        : null;

    private static bool Has(string text, string name) => text.Contains(name, StringComparison.Ordinal);

    private static bool IsOfKey(string said) => Has(said, "kms:") || Has(said, "KMS");

    [GeneratedRegex(
        "arn:aws[a-z-]*:kms:[a-z0-9-]*:[0-9]*:(key|alias)/[A-Za-z0-9/_-]+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Arn();
}
