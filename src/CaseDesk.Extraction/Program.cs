using CaseDesk.Extraction.Working;

return Worker.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
