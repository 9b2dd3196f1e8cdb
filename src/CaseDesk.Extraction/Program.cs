using CaseDesk.Extraction.Working;

return args is [WallCheck.Word] ? WallCheck.Run(Console.Out) : Worker.Run(Console.OpenStandardInput(), Console.OpenStandardOutput(), rehearse: args is [Rehearsal.Word]);
