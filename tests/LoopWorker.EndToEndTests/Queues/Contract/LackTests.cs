namespace LoopWorker.EndToEndTests.Queues.Contract;

public sealed class LackTests
{
    private const int MostOnNeither = 12;

    private static readonly SqsEmulator[] Emulators = [SqsEmulator.Fauxqs, SqsEmulator.LocalAwsSqs];

    [Fact]
    public void At_most_twelve_cases_of_the_contract_run_on_neither_emulator()
    {
        var neither = ContractCase.All.Where(test => Emulators.All(emulator => !Runs(emulator, test))).ToList();

        // A warning is printed however quiet the run is; the reasons of skipped tests are not.
        TestContext.Current.AddWarning(
            string.Join(
                '\n',
                [
                    .. Emulators.Select(emulator =>
                        $"{emulator.Name} runs {ContractCase.All.Count(test => Runs(emulator, test))} of the {ContractCase.All.Count} cases of the queue contract."
                    ),
                    $"{neither.Count} run on neither:",
                    .. neither.Select(test =>
                        $"{test}: {string.Join(' ', Emulators.Select(emulator => emulator.WhyNot(test)))}"
                    ),
                ]
            )
        );
        Assert.InRange(neither.Count, 0, MostOnNeither);
    }

    [Fact]
    public void A_lack_names_cases_that_the_contract_has()
    {
        foreach (var lack in Emulators.SelectMany(emulator => emulator.Lacks))
        foreach (var test in lack.Tests)
        {
            var arguments = ContractCase
                .All.Where(known => known.Test == test)
                .Select(known => known.Argument)
                .ToList();
            Assert.NotEmpty(arguments);
            Assert.All(lack.Arguments ?? [], argument => Assert.Contains(argument, arguments));
        }
    }

    private static bool Runs(SqsEmulator emulator, ContractCase test) => emulator.WhyNot(test) is null;
}
